using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Prometheus;

/// <summary>
/// A double that many threads add to. One cell, until two additions collide for the first time: from then on one cell per processor,
/// so that a busy series costs each processor its own cache line and a quiet one costs eight bytes. The value is the sum of all cells.
/// </summary>
internal struct StripedDouble
{
    // Raising and lowering read all cells before they add: they take turns. They run at scrape time, not per event.
    private static readonly Lock Moving = new();

    private long _bits;
    private Stripe[]? _stripes;

    public double Value
    {
        get
        {
            var sum = AtomicDouble.Read(ref _bits);
            for (var index = 0; index < _stripes?.Length; index++)
            {
                sum += AtomicDouble.Read(ref _stripes[index].Bits);
            }

            return sum;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(double amount)
    {
        if (_stripes is null && AtomicDouble.TryAdd(ref _bits, amount))
        {
            return;
        }

        AddToStripe(amount);
    }

    /// <summary>Replaces the value. An addition at the same moment counts as before or after it.</summary>
    public void Set(double value)
    {
        // A reader between these writes would see a sum of old and new: stripes are emptied only when there are any.
        for (var index = 0; index < _stripes?.Length; index++)
        {
            Interlocked.Exchange(ref _stripes[index].Bits, 0);
        }

        Interlocked.Exchange(ref _bits, BitConverter.DoubleToInt64Bits(value));
    }

    /// <summary>Adds what is missing to the target; does nothing when the value is there or beyond.</summary>
    public void RaiseTo(double target)
    {
        lock (Moving)
        {
            var missing = target - Value;
            if (missing > 0)
            {
                Add(missing);
            }
        }
    }

    /// <summary>Takes away what is too much for the target; does nothing when the value is there or below.</summary>
    public void LowerTo(double target)
    {
        lock (Moving)
        {
            var excess = Value - target;
            if (excess > 0)
            {
                Add(-excess);
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AddToStripe(double amount)
    {
        var stripes = _stripes ?? Widen();
        while (!AtomicDouble.TryAdd(ref stripes[Stripes.Current].Bits, amount))
        {
        }
    }

    // Two threads that widen at once agree on the first one's stripes.
    private Stripe[] Widen()
    {
        var fresh = new Stripe[Stripes.Count];
        return Interlocked.CompareExchange(ref _stripes, fresh, null) ?? fresh;
    }

    [StructLayout(LayoutKind.Sequential, Size = Stripes.Padding)]
    private struct Stripe
    {
        public long Bits;
    }
}
