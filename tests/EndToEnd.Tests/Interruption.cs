namespace GitOpsDemo.EndToEnd.Tests;

/// <summary>How a build comes to its end before its time.</summary>
public enum Interruption
{
    /// <summary><c>kill -9</c> of the build alone: what it has started goes on.</summary>
    Kill,

    /// <summary>
    /// <c>kill -9</c> of the build and all that it has started, as when a CI system cancels a job or the computer goes down.
    /// </summary>
    KillAll,

    /// <summary>Ctrl-C in a terminal, which sends SIGINT to the build and all that it has started.</summary>
    CtrlC,
}
