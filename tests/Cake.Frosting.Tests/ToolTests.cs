using Cake.Core.IO;
using Cake.Core.Packaging;
using Cake.Core.Tooling;
using Cake.Frosting.Tests.Fixtures;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;

namespace Cake.Frosting.Tests;

public sealed class ToolTests
{
    private readonly HostFixture _build = new HostFixture().With<Test>();
    private readonly IToolLocator _tools = Substitute.For<IToolLocator>();

    public ToolTests() => _build.Host
        .InstallTool(new Uri("nuget:?package=runner&version=2.9.3"))
        .ConfigureServices(services => services.AddSingleton(_tools));

    [Fact]
    public void A_tool_is_brought_before_any_task_runs()
    {
        _build.Host.ConfigureServices(services => services.AddSingleton<IToolInstaller, JournalInstaller>());

        Assert.Equal(0, _build.Run("--target=Test"));

        Assert.Equal(["nuget:?package=runner&version=2.9.3", "Test"], _build.Ran);
    }

    [Fact]
    public void The_package_installer_that_can_brings_it_into_the_tools_folder_and_Cake_knows_its_files()
    {
        var installer = InstallerOf("nuget", files: ["/tools/runner.exe", "/tools/runner.dll"]);
        _build.Host.ConfigureServices(services => services.AddSingleton(InstallerOf("dotnet")).AddSingleton(installer));

        Assert.Equal(0, _build.Run("--target=Test", "--paths_tools=/tools"));

        installer.Received(1).Install(
            Arg.Any<PackageReference>(), PackageType.Tool, Arg.Is<DirectoryPath>(path => path.FullPath == "/tools"));
        _tools.Received(1).RegisterFile(Arg.Is<FilePath>(path => path.FullPath == "/tools/runner.exe"));
        _tools.Received(1).RegisterFile(Arg.Is<FilePath>(path => path.FullPath == "/tools/runner.dll"));
        Assert.Equal(["Test"], _build.Ran);
    }

    [Fact]
    public void A_tool_that_no_installer_takes_runs_nothing()
    {
        _build.Host.ConfigureServices(services => services.AddSingleton(InstallerOf("dotnet")));

        Assert.Equal(1, _build.Run("--target=Test"));

        Assert.Equal(
            "Error: No package installer of this build takes 'nuget:?package=runner&version=2.9.3': register one as IPackageInstaller.",
            _build.Error);
        Assert.Empty(_build.Ran);
    }

    [Fact]
    public void An_installer_that_brings_nothing_has_failed()
    {
        _build.Host.ConfigureServices(services => services.AddSingleton(InstallerOf("nuget")));

        Assert.Equal(1, _build.Run("--target=Test"));

        Assert.Equal("Error: 'nuget:?package=runner&version=2.9.3' was not installed: its installer brought no file.", _build.Error);
        Assert.Empty(_build.Ran);
    }

    private static IPackageInstaller InstallerOf(string scheme, params string[] files)
    {
        IReadOnlyCollection<IFile> brought = [.. files.Select(FileAt)];
        var installer = Substitute.For<IPackageInstaller>();
        installer.CanInstall(Arg.Is<PackageReference>(package => package.Scheme == scheme), PackageType.Tool).Returns(true);
        installer.Install(Arg.Any<PackageReference>(), Arg.Any<PackageType>(), Arg.Any<DirectoryPath>()).Returns(brought);
        return installer;
    }

    private static IFile FileAt(string path)
    {
        var file = Substitute.For<IFile>();
        file.Path.Returns(new FilePath(path));
        return file;
    }

    private sealed class Test(Journal journal) : JournalTask(journal);

    private sealed class JournalInstaller(Journal journal) : IToolInstaller
    {
        public void Install(PackageReference tool) => journal.Add(tool.OriginalString);
    }
}
