using System.Security.Cryptography;
using System.Text;
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
public sealed class Compile(Freshness freshness) : AsyncFrostingTask<BuildContext>
{
    /// <summary>
    /// The property that names the compiler's pipe: one compiler for all projects, which starts once and is warm from the second on.
    /// It is this checkout's alone: the next build ends one that an interrupted build has left.
    /// </summary>
    private const string SharedCompilationId = "SharedCompilationId";

    /// <inheritdoc/>
    public override Task RunAsync(BuildContext context) =>
        freshness.UnlessFreshAsync(context, nameof(Compile), context.Inputs.Code, () => Build(context, CompilerOf(context.Paths.Root)));

    private static string CompilerOf(string checkout) => $"gitops-demo-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(checkout)))[..12]}";

    private static void Build(BuildContext context, string compiler)
    {
        try
        {
            context.DotNetBuild(context.Paths.Solution, new DotNetBuildSettings
            {
                Configuration = context.Options.Configuration,
                NoRestore = true,
                NoLogo = true,
                MSBuildSettings = new DotNetMSBuildSettings().WithProperty("UseSharedCompilation", "true").WithProperty(SharedCompilationId, compiler),

                // A compiler that runs for seconds gains nothing from profiling itself.
                EnvironmentVariables = new Dictionary<string, string> { ["DOTNET_TieredPGO"] = "0" },
            });
        }
        finally
        {
            context.DotNetMSBuild(context.Paths.Host, new DotNetMSBuildSettings { NoLogo = true }.WithTarget("EndCompiler").WithProperty(SharedCompilationId, compiler));
        }
    }
}
