namespace GitOpsDemo.Build.Tasks;

/// <summary>A task that proves something of what runs, and can do so again and again.</summary>
internal interface IProofTask : IObservingTask;
