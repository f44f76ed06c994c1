using System.Runtime.InteropServices;

namespace GitOpsDemo.Api.Faults;

/// <summary>Memory that is held until it is released. It is not the collector's: that would fail at its own limit, below the container's.</summary>
internal sealed unsafe class HeldMemory
{
    private const int Mebibyte = 1024 * 1024;
    private readonly Lock _gate = new();
    private readonly List<nint> _blocks = [];

    /// <summary>How much is held, in MiB.</summary>
    public int Mebibytes
    {
        get
        {
            lock (_gate)
            {
                return _blocks.Count;
            }
        }
    }

    /// <summary>Holds more; false when that would be beyond <see cref="FaultLimits.MostMebibytes"/>.</summary>
    public bool TryHold(int mebibytes)
    {
        lock (_gate)
        {
            if (mebibytes > FaultLimits.MostMebibytes - _blocks.Count)
            {
                return false;
            }

            for (var count = 0; count < mebibytes; count++)
            {
                var block = NativeMemory.Alloc(Mebibyte);

                // The system gives a page only to who writes to it.
                new Span<byte>(block, Mebibyte).Fill(1);
                _blocks.Add((nint)block);
            }

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
        }
    }
}
