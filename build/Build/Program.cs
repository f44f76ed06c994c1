using Cake.Frosting;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Build.Hosting;
using GitOpsDemo.Build.Options;
using GitOpsDemo.Build.Tasks;
using Microsoft.Extensions.DependencyInjection;

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
    var outcome = new RunOutcome();
    var exitCode = new CakeHost()
        .UseContext<BuildContext>()
        .UseLifetime<BuildLifetime>()
        .UseTaskLifetime<BuildTaskLifetime>()
        .UseWorkingDirectory(paths.Root)
        .ConfigureServices(services => services.AddSingleton(outcome).AddBuild(options, paths))
        .Run(line.Arguments);
    return exitCode != 0 ? ExitCode.TaskFailed : outcome.HasDifferences ? ExitCode.HasDifferences : ExitCode.Success;
}
catch (CommandLineException exception)
{
    Console.Error.WriteLine($"build: {exception.Message}");
    return ExitCode.CommandLineIsWrong;
}
