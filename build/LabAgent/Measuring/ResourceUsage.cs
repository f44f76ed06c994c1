namespace GitOpsDemo.LabAgent.Measuring;

/// <summary>What a container uses.</summary>
/// <param name="WorkingSetBytes">Memory that can't be taken back without swapping, in bytes.</param>
/// <param name="CpuSeconds">Processor time since its start, in seconds of one core.</param>
internal sealed record ResourceUsage(double WorkingSetBytes, double CpuSeconds);
