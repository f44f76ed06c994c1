namespace GitOpsDemo.Api.Faults;

/// <summary>Memory that is held until it is released.</summary>
internal sealed class HeldMemory
{
    private const int Mebibyte = 1024 * 1024;
    private readonly Lock _gate = new();
    private readonly List<byte[]> _blocks = [];

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
            if (_blocks.Count + mebibytes > FaultLimits.MostMebibytes)
            {
                return false;
            }

            for (var count = 0; count < mebibytes; count++)
            {
                var block = new byte[Mebibyte];

                // The system gives a page only to who writes to it.
                block.AsSpan().Fill(1);
                _blocks.Add(block);
            }

            return true;
        }
    }

    /// <summary>Gives all of it back to the system.</summary>
    public void Release()
    {
        lock (_gate)
        {
            _blocks.Clear();
        }

        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    }
}
