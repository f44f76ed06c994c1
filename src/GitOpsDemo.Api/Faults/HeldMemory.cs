using System.Runtime.InteropServices;

namespace GitOpsDemo.Api.Faults;

/// <summary>
/// Memory that is held until it is released. It is not the collector's: that would fail at its own limit, below the container's.
/// </summary>
internal sealed unsafe class HeldMemory
{
    private const int Mebibyte = 1024 * 1024;

    /// <summary>
    /// The C library may keep a smaller block for itself after it was freed (mallopt(3), M_MMAP_THRESHOLD: up to 32 MiB). A larger one
    /// goes back to the system. What nobody writes to costs nothing.
    /// </summary>
    private const long SmallestBlock = 33 * Mebibyte;

    private readonly Lock _gate = new();
    private readonly List<nint> _blocks = [];
    private int _mebibytes;

    /// <summary>How much is held, in MiB.</summary>
    public int Mebibytes
    {
        get
        {
            lock (_gate)
            {
                return _mebibytes;
            }
        }
    }

    /// <summary>Holds more; false when that would be beyond <see cref="FaultLimits.MostMebibytes"/>.</summary>
    public bool TryHold(int mebibytes)
    {
        lock (_gate)
        {
            if (mebibytes > FaultLimits.MostMebibytes - _mebibytes)
            {
                return false;
            }

            var block = (byte*)NativeMemory.Alloc((nuint)Math.Max(SmallestBlock, (long)mebibytes * Mebibyte));
            for (var count = 0; count < mebibytes; count++)
            {
                // The system gives a page only to who writes to it.
                new Span<byte>(block + ((long)count * Mebibyte), Mebibyte).Fill(1);
            }

            _blocks.Add((nint)block);
            _mebibytes += mebibytes;
            return true;
        }
    }

    /// <summary>Gives all of it back to the system.</summary>
    public void Release()
    {
        lock (_gate)
        {
            foreach (var block in _blocks)
            {
                NativeMemory.Free((void*)block);
            }

            _blocks.Clear();
            _mebibytes = 0;
        }
    }
}
