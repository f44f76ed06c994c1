namespace Prometheus;

/// <summary>
/// The series of a metric by their label values. Readers take no lock and copy nothing; writers hold the metric's lock.
/// </summary>
/// <remarks>An entry never changes: growing and removing make new chains, and a reader goes on along the old one.</remarks>
internal sealed class SeriesTable<TChild>
    where TChild : ChildBase
{
    private Entry?[] _buckets = new Entry?[4];
    private int _count;

    public TChild? Find(ReadOnlySpan<string> labelValues)
    {
        var hash = Hash(labelValues);
        var buckets = Volatile.Read(ref _buckets);
        for (var entry = Volatile.Read(ref Bucket(buckets, hash)); entry is not null; entry = entry.Next)
        {
            if (entry.Hash == hash && Same(labelValues, entry.Child.LabelValues))
            {
                return entry.Child;
            }
        }

        return null;
    }

    public void Add(TChild child)
    {
        if (++_count > _buckets.Length)
        {
            Rebuild(_buckets.Length * 2, except: null);
        }

        Link(_buckets, child, Hash(child.LabelValues));
    }

    public void Remove(TChild child)
    {
        _count--;
        Rebuild(_buckets.Length, except: child);
    }

    private void Rebuild(int size, TChild? except)
    {
        var fresh = new Entry?[size];
        foreach (var bucket in _buckets)
        {
            for (var entry = bucket; entry is not null; entry = entry.Next)
            {
                if (entry.Child != except)
                {
                    Link(fresh, entry.Child, entry.Hash);
                }
            }
        }

        Volatile.Write(ref _buckets, fresh);
    }

    private static void Link(Entry?[] buckets, TChild child, int hash)
    {
        ref var bucket = ref Bucket(buckets, hash);
        Volatile.Write(ref bucket, new Entry(hash, child, bucket));
    }

    // The number of buckets is a power of two.
    private static ref Entry? Bucket(Entry?[] buckets, int hash) => ref buckets[hash & (buckets.Length - 1)];

    private static int Hash(ReadOnlySpan<string> labelValues)
    {
        var hash = 0;
        foreach (var value in labelValues)
        {
            // The runtime's hash of a string is seeded: no client can aim at one bucket. Null is refused later.
            hash = (hash * 31) + (value?.GetHashCode(StringComparison.Ordinal) ?? 0);
        }

        return hash;
    }

    private static bool Same(ReadOnlySpan<string> left, string[] right)
    {
        if (left.Length != right.Length)
        {
            return false;
        }

        for (var index = 0; index < right.Length; index++)
        {
            if (!string.Equals(left[index], right[index]))
            {
                return false;
            }
        }

        return true;
    }

    private sealed record Entry(int Hash, TChild Child, Entry? Next);
}
