using Cake.Common.Tools.DotNet;
using Cake.Common.Tools.DotNet.Build;
using Cake.Common.Tools.DotNet.MSBuild;
using Cake.Frosting;
using GitOpsDemo.Build.Context;

namespace GitOpsDemo.Build.Tasks.Code;

/// <summary>Compiles everything, the tests too; a warning is an error.</summary>
[TaskName(nameof(Compile))]
[TaskDescription("Compiles the service, the build and all tests.")]
[IsDependentOn(typeof(Restore))]
public sealed class Compile(Freshness freshness, SharedCompiler compiler) : AsyncFrostingTask<BuildContext>
{
    /// <inheritdoc/>
    public override Task RunAsync(BuildContext context) =>
        freshness.UnlessFreshAsync(context, nameof(Compile), context.Inputs.Code, () => BuildAsync(context));

    private async Task BuildAsync(BuildContext context)
    {
        try
        {
            context.DotNetBuild(context.Paths.Solution, new DotNetBuildSettings
            {
                Configuration = context.Options.Configuration,
                NoRestore = true,
                NoLogo = true,
                MSBuildSettings = new DotNetMSBuildSettings().WithProperty("UseSharedCompilation", "true"),

                // A compiler that runs for seconds gains nothing from profiling itself.
                EnvironmentVariables = new Dictionary<string, string> { ["DOTNET_TieredPGO"] = "0" },
            });
        }
        finally
        {
            await compiler.EndAsync();
        }
    }
}
