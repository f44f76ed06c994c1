using System.Globalization;

namespace GitOpsDemo.Testing;

/// <summary>Many calls on bad input, summed up.</summary>
public sealed class Attempts
{
    private readonly List<string> _wrong = [];
    private int _count;
    private int _refused;
    private (TimeSpan Duration, string Case) _slowest = (TimeSpan.Zero, "none");
    private (long Bytes, string Case) _largest = (0, "none");

    /// <summary>How many calls there were.</summary>
    public int Count => _count;

    /// <summary>How many of them were refused.</summary>
    public int Refused => _refused;

    /// <summary>Adds one.</summary>
    /// <param name="name">Which case it is, for people.</param>
    /// <param name="attempt">What became of it.</param>
    /// <param name="problem">Says what is wrong with how it ended; null when nothing is.</param>
    public void Add(string name, Attempt attempt, Func<Exception?, string?> problem)
    {
        _count++;
        _refused += attempt.Failure is null ? 0 : 1;
        _slowest = attempt.Duration > _slowest.Duration ? (attempt.Duration, name) : _slowest;
        _largest = attempt.AllocatedBytes > _largest.Bytes ? (attempt.AllocatedBytes, name) : _largest;
        if (problem(attempt.Failure) is { } wrong)
        {
            _wrong.Add($"{name}: {wrong.Split('\n')[0]}");
        }
        else if (!attempt.IsBounded)
        {
            _wrong.Add($"{name}: it took {attempt.Duration.TotalSeconds:0.0} s and {attempt.AllocatedBytes:N0} bytes");
        }
    }

    /// <summary>The figures, and at most some of the cases that ended as they must not.</summary>
    public override string ToString()
    {
        const int Shown = 30;
        var summary = string.Create(
            CultureInfo.InvariantCulture,
            $"{_count} cases, {_refused} refused, {_wrong.Count} wrong; "
                + $"slowest {_slowest.Duration.TotalMilliseconds:0.0} ms ({_slowest.Case}), "
                + $"most memory {_largest.Bytes / 1e6:0.0} MB ({_largest.Case})");
        return string.Join("\n  ", _wrong.Take(Shown).Prepend(summary));
    }

    /// <summary>Fails with the figures when any ended as it must not.</summary>
    public void RequireAllRight() => Assert.True(_wrong.Count == 0, ToString());
}
