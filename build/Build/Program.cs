using Cake.Frosting;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Build.Hosting;
using GitOpsDemo.Build.Options;
using GitOpsDemo.Build.Tasks;

try
{
    var line = CommandLine.Parse(args, BuildTasks.Names);
    if (line.AsksForHelp)
    {
        Help.Write(Console.Out, BuildTasks.All);
        return ExitCode.Success;
    }

    var paths = BuildPaths.Above(AppContext.BaseDirectory);
    var options = BuildOptions.From(line);
    options = options with { Drill = options.Drill.Of(paths.Alerts) };
    var exitCode = new CakeHost()
        .UseContext<BuildContext>()
        .UseLifetime<BuildLifetime>()
        .UseTaskLifetime<BuildTaskLifetime>()
        .UseWorkingDirectory(paths.Root)
        .ConfigureServices(services => services.AddBuild(options, paths))
        .Run(line.Arguments);
    return exitCode == 0 ? ExitCode.Success : ExitCode.TaskFailed;
}
catch (CommandLineException exception)
{
    Console.Error.WriteLine($"build: {exception.Message}");
    return ExitCode.CommandLineIsWrong;
}
