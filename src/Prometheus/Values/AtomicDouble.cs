using System.Runtime.CompilerServices;

namespace Prometheus;

/// <summary>Additions to a double that is kept as its bits, so that one compare-and-swap publishes it.</summary>
internal static class AtomicDouble
{
    /// <summary>Adds once; false when another thread was faster and nothing was added.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryAdd(ref long bits, double amount)
    {
        var seen = Volatile.Read(ref bits);
        var sum = BitConverter.DoubleToInt64Bits(BitConverter.Int64BitsToDouble(seen) + amount);
        return Interlocked.CompareExchange(ref bits, sum, seen) == seen;
    }

    public static double Read(ref long bits) => BitConverter.Int64BitsToDouble(Volatile.Read(ref bits));
}
