using System.Collections.Concurrent;
using GitOpsDemo.Delivery;

namespace GitOpsDemo.Testing;

/// <summary>Keeps what a delivery step said.</summary>
public sealed class RecordingLog : IDeliveryLog
{
    private readonly ConcurrentQueue<string> _lines = new();

    /// <summary>Every line so far, of every kind, in order.</summary>
    public IReadOnlyList<string> Lines => [.. _lines];

    public void Information(string message) => _lines.Enqueue(message);

    public void Warning(string message) => _lines.Enqueue(message);

    public void Detail(string message) => _lines.Enqueue(message);

    public void Progress(StepProgress progress) => _lines.Enqueue(progress.ToString());
}
