using Cake.Common.IO;
using Cake.Frosting;
using GitOpsDemo.Build.Context;

namespace GitOpsDemo.Build.Tasks.Code;

/// <summary>Removes results of earlier builds, but not the program that runs. The build runs without it: it is for doubts.</summary>
[TaskName(nameof(Clean))]
[TaskDescription("Removes artifacts/ and what was compiled of the solution.")]
public sealed class Clean : FrostingTask<BuildContext>
{
    public override void Run(BuildContext context)
    {
        context.CleanDirectory(context.Paths.Artifacts);
        var host = Path.GetDirectoryName(context.Paths.Host);
        foreach (var folder in Solution.Read(context.Service.Whole).Folders.Where(folder => folder != host))
        {
            context.CleanDirectories($"{folder}/bin");
            context.CleanDirectories($"{folder}/obj");
        }
    }
}
