namespace GitOpsDemo.Benchmarks.Peers;

/// <summary>A client library, by the programs that show what it costs.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="Middleware">The measurement that is what its request middleware does, without the number of threads.</param>
/// <param name="InProcess">Prints the measurements of <see cref="InProcess.Measurements"/>.</param>
/// <param name="PageAt">Serves the large page at an address.</param>
/// <param name="ServiceAt">Serves the application at an address, with or without metrics.</param>
internal sealed record Candidate(
    string Name,
    string Middleware,
    Invocation InProcess,
    Func<Uri, Invocation> PageAt,
    Func<Uri, bool, Invocation> ServiceAt);
