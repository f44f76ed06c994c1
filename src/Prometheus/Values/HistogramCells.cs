using System.Runtime.CompilerServices;

namespace Prometheus;

/// <summary>
/// The counts of a histogram's buckets and the sum of its observations, striped like <see cref="StripedDouble"/>.
/// The count of all observations is the sum of the buckets, so that both always agree.
/// </summary>
internal sealed class HistogramCells(int buckets)
{
    // Each stripe: the sum's bits at Start, the buckets' counts after it, and on both sides room that keeps others off its cache lines.
    private const int Start = Stripes.Padding / sizeof(long);

    private readonly long[] _first = new long[1 + buckets];
    private long[][]? _stripes;

    public double Sum
    {
        get
        {
            var sum = AtomicDouble.Read(ref _first[0]);
            foreach (var stripe in _stripes ?? [])
            {
                sum += AtomicDouble.Read(ref stripe[Start]);
            }

            return sum;
        }
    }

    /// <summary>Observations in one bucket alone.</summary>
    public long Count(int bucket)
    {
        var count = Volatile.Read(ref _first[1 + bucket]);
        foreach (var stripe in _stripes ?? [])
        {
            count += Volatile.Read(ref stripe[Start + 1 + bucket]);
        }

        return count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(int bucket, double amount, long count)
    {
        if (_stripes is null && AtomicDouble.TryAdd(ref _first[0], amount))
        {
            Interlocked.Add(ref _first[1 + bucket], count);
            return;
        }

        AddToStripe(bucket, amount, count);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AddToStripe(int bucket, double amount, long count)
    {
        var stripe = (_stripes ?? Widen())[Stripes.Current];
        while (!AtomicDouble.TryAdd(ref stripe[Start], amount))
        {
        }

        Interlocked.Add(ref stripe[Start + 1 + bucket], count);
    }

    private long[][] Widen()
    {
        var fresh = new long[Stripes.Count][];
        for (var index = 0; index < fresh.Length; index++)
        {
            fresh[index] = new long[Start + _first.Length + Start];
        }

        return Interlocked.CompareExchange(ref _stripes, fresh, null) ?? fresh;
    }
}
