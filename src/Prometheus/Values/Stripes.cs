using System.Numerics;
using System.Runtime.CompilerServices;

namespace Prometheus;

/// <summary>How many copies of a value are kept once threads contend for it, and which one the running thread takes.</summary>
internal static class Stripes
{
    /// <summary>Bytes that no two stripes share: two cache lines, because processors fetch them in pairs.</summary>
    public const int Padding = 128;

    // More than this gains nothing that a service would notice, and every stripe costs memory in each contended series.
    private const int Most = 16;

    /// <summary>A power of two, one stripe per processor.</summary>
    public static int Count { get; } = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Min(Environment.ProcessorCount, Most));

    /// <summary>The running processor's stripe. The thread may move on at once: additions stay atomic.</summary>
    public static int Current
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Thread.GetCurrentProcessorId() & (Count - 1);
    }
}
