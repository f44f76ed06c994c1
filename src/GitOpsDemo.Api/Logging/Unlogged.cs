namespace GitOpsDemo.Api.Logging;

/// <summary>Marks the endpoints whose requests the access log leaves out: probes and scrapes, which no user sent.</summary>
internal sealed class Unlogged;
