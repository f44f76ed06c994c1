namespace GitOpsDemo.Api.Endpoints;

/// <summary>The memory that is held by faults.</summary>
/// <param name="HeldMebibytes">In MiB.</param>
internal sealed record MemoryAnswer(int HeldMebibytes);
