using Cake.Core;
using Cake.Core.Diagnostics;
using Cake.Core.IO;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Build.Hosting;
using GitOpsDemo.Delivery.Programs;
using NSubstitute;

namespace GitOpsDemo.Build.Tests.CakeTools;

/// <summary>Cake's context.</summary>
internal static class CakeContext
{
    /// <summary>One of a computer that has docker, with the build's own process runner.</summary>
    /// <param name="root">The top folder of what is built.</param>
    /// <param name="runner">Runs them.</param>
    /// <param name="cancellation">Ends them.</param>
    public static ICakeContext With(string root, ICommandRunner runner, Cancellation cancellation)
    {
        var context = Substitute.For<ICakeContext>();
        context.Environment.WorkingDirectory.Returns("/");
        context.FileSystem.GetFile(Arg.Any<FilePath>()).Exists.Returns(true);
        context.Tools.Resolve(Arg.Any<IEnumerable<string>>()).Returns(new FilePath("/usr/bin/docker"));
        var paths = new BuildPaths(root, SampleSettings.Value);
        var processes = new BoundedProcessRunner(
            runner, context.Environment, Substitute.For<ICakeLog>(), Substitute.For<IConsole>(), paths, cancellation);
        context.ProcessRunner.Returns(processes);
        return context;
    }

    /// <summary>One with Cake's own view of the file system, and this process's environment.</summary>
    /// <param name="runner">Starts programs.</param>
    /// <param name="tool">The program that every tool is.</param>
    public static ICakeContext OnDisk(IProcessRunner runner, string tool = "/bin/sh")
    {
        var context = Substitute.For<ICakeContext>();
        var environment = new CakeEnvironment(new CakePlatform(), new CakeRuntime());
        var files = new FileSystem();
        context.Environment.Returns(environment);
        context.FileSystem.Returns(files);
        context.Globber.Returns(new Globber(files, environment));
        context.Log.Returns(Substitute.For<ICakeLog>());
        context.ProcessRunner.Returns(runner);
        context.Tools.Resolve(Arg.Any<IEnumerable<string>>()).Returns(new FilePath(tool));
        return context;
    }
}
