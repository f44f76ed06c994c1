using Cake.Core;
using Cake.Core.Configuration;
using Cake.Core.Packaging;
using Cake.Core.Tooling;

namespace Cake.Frosting.Internal;

/// <summary>Leaves a tool to the first of the build's package installers that can install it.</summary>
internal sealed class ToolInstaller(
    IEnumerable<IPackageInstaller> installers,
    IToolLocator tools,
    ICakeConfiguration configuration,
    ICakeEnvironment environment) : IToolInstaller
{
    public void Install(PackageReference tool)
    {
        var installer = installers.FirstOrDefault(candidate => candidate.CanInstall(tool, PackageType.Tool))
            ?? throw new FrostingException(
                $"No package installer of this build takes '{tool.OriginalString}': register one as {nameof(IPackageInstaller)}.");
        var files = installer.Install(tool, PackageType.Tool, configuration.GetToolPath(".", environment));
        if (files.Count == 0)
        {
            throw new FrostingException($"'{tool.OriginalString}' was not installed: its installer brought no file.");
        }

        foreach (var file in files)
        {
            tools.RegisterFile(file.Path);
        }
    }
}
