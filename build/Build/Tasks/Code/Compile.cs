using Cake.Common.IO;
using Cake.Common.Tools.DotNet;
using Cake.Common.Tools.DotNet.Build;
using Cake.Common.Tools.DotNet.MSBuild;
using Cake.Frosting;
using GitOpsDemo.Build.Context;

namespace GitOpsDemo.Build.Tasks.Code;

/// <summary>
/// Compiles the service and its tests; a warning is an error. The build itself is compiled by <c>build.sh</c>, and with everything else for
/// Test.
/// </summary>
[TaskName(nameof(Compile))]
[TaskDescription("Compiles the service and its tests; with Test, the build and all tests too.")]
[IsDependentOn(typeof(Restore))]
public sealed class Compile(Freshness freshness) : AsyncFrostingTask<BuildContext>
{
    public override Task RunAsync(BuildContext context)
    {
        var solution = context.Compiled;
        return freshness.UnlessFreshAsync(
            context, nameof(Compile), solution, context.Inputs.CodeOf(solution), () => Build(context, solution));
    }

    private static void Build(BuildContext context, Solution solution)
    {
        var told = context.Paths.CompiledProjects(solution.Name, context.Options.Configuration);
        context.CleanDirectory(told);
        context.DotNetBuild(solution.File, new DotNetBuildSettings
        {
            Configuration = context.Options.Configuration,
            NoRestore = true,
            NoLogo = true,
            MSBuildSettings = SharedCompiler.Use(new DotNetMSBuildSettings())
                .WithProperty("CustomAfterMicrosoftCommonTargets", context.Paths.CompiledProjectTargets)
                .WithProperty("CompiledProjects", told),
            EnvironmentVariables = SharedCompiler.Environment,
        });
    }
}
