using Cake.Core.Packaging;

namespace Cake.Frosting;

/// <summary>Brings the tools that a build names with <see cref="CakeHostExtensions.InstallTool"/>, before any task runs.</summary>
public interface IToolInstaller
{
    /// <summary>Brings a tool and tells Cake where it is.</summary>
    void Install(PackageReference tool);
}
