using Cake.Frosting;
using GitOpsDemo.Build.Composition;
using GitOpsDemo.Build.Output;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Build.Hosting;
using GitOpsDemo.Build.Options;
using GitOpsDemo.Build.Settings;
using GitOpsDemo.Build.Tasks;
using GitOpsDemo.Delivery.Programs;
using Microsoft.Extensions.DependencyInjection;

// Asked at every start: nothing of Cake is loaded for the answer.
if (args is [HostSources.Question, .. var rest])
{
    var folder = AppContext.BaseDirectory;
    return HostSources.AreCompiled(BuildPaths.RootAbove(folder), folder, rest) ? ExitCode.Success : ExitCode.TaskFailed;
}

return Run(args);

static int Run(string[] args)
{
    try
    {
        var root = BuildPaths.RootAbove(AppContext.BaseDirectory);
        var line = CommandLine.Parse(args, BuildTasks.Names, new SettingsReader(root));
        if (line.AsksForHelp)
        {
            new Help(Console.Out, Terminal.ColumnsHere).Write(line.Settings, BuildTasks.All, line.AsksForAllOptions);
            return ExitCode.Success;
        }

        if (line[KnownOptions.Completion] is { } shell)
        {
            Console.Out.WriteLine(new Completion(line.Settings, BuildTasks.Names).ScriptFor(shell));
            return ExitCode.Success;
        }

        OptionChecks.RequireTemporary(Path.GetTempPath());
        var paths = new BuildPaths(root, line.Settings);
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
        return Terminal.Failure is { } failure ? Unwritten(failure)
            : exitCode != 0 ? ExitCode.TaskFailed : outcome.HasDifferences ? ExitCode.HasDifferences : ExitCode.Success;
    }
    catch (CommandLineException exception)
    {
        Tell(exception.Message);
        return ExitCode.CommandLineIsWrong;
    }
    catch (Exception exception) when (WriteFailure.Is(exception))
    {
        return Unwritten(exception);
    }
}

static int Unwritten(Exception failure)
{
    var why = failure.GetBaseException().Message.TrimEnd('.');
    Tell($"what it says can't be written: {why}. Next: look where its output goes, such as to a full disk");
    return ExitCode.TaskFailed;
}

// Standard error may be where the trouble is.
static void Tell(string message)
{
    try
    {
        Console.Error.WriteLine($"build: {message}");
    }
    catch (Exception exception) when (WriteFailure.Is(exception))
    {
    }
}
