using System.Runtime.InteropServices;

namespace GitOpsDemo.Build.Hosting;

/// <summary>
/// Turns Ctrl-C and SIGTERM into a cancellation, so that a step can undo what it has half done. A second one ends the build at once.
/// </summary>
public sealed class Cancellation : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;

    public Cancellation() =>
        _registrations =
            [PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal), PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal)];

    /// <summary>At the second signal, just before the build ends.</summary>
    internal event Action? Abandoned;

    /// <summary>Cancelled at the first signal.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Does what the first signal does.</summary>
    internal void Cancel() => _source.Cancel();

    public void Dispose()
    {
        Array.ForEach(_registrations, registration => registration.Dispose());
        _source.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = !_source.IsCancellationRequested;
        if (context.Cancel)
        {
            Cancel();
        }
        else
        {
            Abandoned?.Invoke();
        }
    }
}

/// <summary>The exit code of the build.</summary>
internal static class ExitCode
{
    public const int Success = 0;
    public const int TaskFailed = 1;
    public const int CommandLineIsWrong = 2;
    public const int HasDifferences = 3;
}
