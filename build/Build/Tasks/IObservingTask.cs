namespace GitOpsDemo.Build.Tasks;

/// <summary>A task that only looks: it may run beside another build of the same checkout.</summary>
internal interface IObservingTask;
