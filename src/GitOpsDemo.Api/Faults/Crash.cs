namespace GitOpsDemo.Api.Faults;

/// <summary>Ends the process as a crash does: at once, without draining, with an exit code other than 0.</summary>
internal class Crash
{
    public virtual void Now() => Environment.FailFast("A crash was asked for by /faults/crash.");
}
