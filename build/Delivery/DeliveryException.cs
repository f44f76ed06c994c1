namespace GitOpsDemo.Delivery;

/// <summary>
/// A step of the delivery failed for a reason that a person can act on. The host prints the message alone, without a stack trace.
/// </summary>
/// <param name="what">What failed, in a few words, without a full stop.</param>
/// <param name="why">Why, with what was last seen or the tool's own last lines.</param>
/// <param name="next">The command or setting that fixes it.</param>
/// <param name="cause">The exception behind it, if any.</param>
public sealed class DeliveryException(string what, string why, string next, Exception? cause = null)
    : Exception(Printable($"{what}: {why.TrimEnd('.', ' ', '\n')}. Next: {next}"), cause)
{
    /// <summary>What failed, in a few words.</summary>
    public string What { get; } = what;

    public string Why { get; } = why;

    /// <summary>What fixes it.</summary>
    public string Next { get; } = next;

    /// <summary>What programs and servers said is shown on terminals: nothing of it may move the cursor or hide a line.</summary>
    private static string Printable(string message) =>
        message.Any(IsHidden) ? string.Concat(message.Select(c => IsHidden(c) ? '?' : c)) : message;

    private static bool IsHidden(char c) => char.IsControl(c) && c is not ('\n' or '\t');
}
