using Cake.Cli;
using Cake.Core;

namespace GitOpsDemo.Build.Hosting;

/// <summary>The version of the engine, for <c>--version</c>. Cake's own resolver looks for it in the program that was started, which is this build.</summary>
internal sealed class CakeVersion : IVersionResolver
{
    public string GetVersion() => typeof(ICakeEngine).Assembly.GetName().Version!.ToString(fieldCount: 3);

    public string GetProductVersion() => GetVersion();
}
