namespace GitOpsDemo.Api.Lifecycle;

/// <summary>Whether the service wants traffic. Starting and ending have the last word over an operator's switch.</summary>
internal sealed class Readiness
{
    private volatile bool _hasStarted;
    private volatile bool _isDisabled;
    private volatile bool _isEnding;

    /// <summary>Why it wants none, null when it wants traffic.</summary>
    public string? ReasonAgainst => this switch
    {
        { _isEnding: true } => "shutting down",
        { _hasStarted: false } => "starting",
        { _isDisabled: true } => "disabled by POST /ready/disable",
        _ => null,
    };

    /// <summary>Whether the process has been told to end.</summary>
    public bool IsEnding => _isEnding;

    public void Started() => _hasStarted = true;

    public void Ending() => _isEnding = true;

    public void Disable() => _isDisabled = true;

    public void Enable() => _isDisabled = false;
}
