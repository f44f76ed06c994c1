using Cake.Common.IO;
using Cake.Frosting;
using GitOpsDemo.Build.Context;

namespace GitOpsDemo.Build.Tasks.Code;

/// <summary>Removes results of earlier builds. The build runs without it: it is for doubts.</summary>
[TaskName(nameof(Clean))]
[TaskDescription("Removes artifacts/ and the compiled service and tests.")]
public sealed class Clean : FrostingTask<BuildContext>
{
    /// <inheritdoc/>
    public override void Run(BuildContext context)
    {
        context.CleanDirectory(context.Paths.Artifacts);
        foreach (var folder in context.Paths.Sources)
        {
            context.CleanDirectories($"{folder}/**/bin");
            context.CleanDirectories($"{folder}/**/obj");
        }
    }
}
