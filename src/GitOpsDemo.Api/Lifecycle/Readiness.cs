namespace GitOpsDemo.Api.Lifecycle;

/// <summary>Whether the service wants traffic. Starting and ending have the last word over an operator's switch.</summary>
internal sealed class Readiness
{
    private volatile string? _reason = "starting";
    private volatile bool _isDisabled;
    private volatile bool _isEnding;

    /// <summary>Why it wants none, null when it wants traffic.</summary>
    public string? ReasonAgainst => _reason ?? (_isDisabled ? "disabled by POST /ready/disable" : null);

    /// <summary>Whether the process has been told to end.</summary>
    public bool IsEnding => _isEnding;

    public void Started() => _reason = _isEnding ? _reason : null;

    public void Ending()
    {
        _isEnding = true;
        _reason = "shutting down";
    }

    public void Disable() => _isDisabled = true;

    public void Enable() => _isDisabled = false;
}
