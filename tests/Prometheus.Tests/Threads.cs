namespace GitOpsDemo.Prometheus.Tests;

/// <summary>Runs the same work on several threads that start together.</summary>
internal static class Threads
{
    public static Task RunAsync(int count, Action work)
    {
        var start = new Barrier(count);
        return Task.WhenAll(Enumerable.Range(0, count).Select(_ => Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait();
                work();
            },
            TaskCreationOptions.LongRunning)));
    }
}
