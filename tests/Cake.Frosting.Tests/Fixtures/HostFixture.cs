using System.Text;
using Cake.Core;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console;

namespace Cake.Frosting.Tests.Fixtures;

/// <summary>A host with tasks of a test's own, on a console of its own.</summary>
internal sealed class HostFixture
{
    private readonly RecordingConsole _console = new();
    private readonly StringBuilder _screen = new();
    private readonly Journal _journal = new();

    public HostFixture() =>
        Host = new CakeHost().UseContext<TestContext>().ConfigureServices(services => services
            .AddSingleton(_journal)
            .AddSingleton<IConsole>(_console)
            .AddSingleton(Screen()));

    public CakeHost Host { get; }

    /// <summary>Everything that was shown, on either console.</summary>
    public string Output => $"{_screen}{_console.Output}";

    /// <summary>The error output, without the last line's end.</summary>
    public string Error => _console.Error.TrimEnd();

    /// <summary>What ran, in order.</summary>
    public IReadOnlyList<string> Ran => _journal.Entries;

    public HostFixture With<TTask>()
        where TTask : class, IFrostingTask
    {
        Host.ConfigureServices(services => services.AddSingleton<IFrostingTask, TTask>());
        return this;
    }

    public int Run(params string[] arguments) => Host.Run(arguments);

    private IAnsiConsole Screen() => AnsiConsole.Create(new AnsiConsoleSettings
    {
        Ansi = AnsiSupport.No,
        ColorSystem = ColorSystemSupport.NoColors,
        Interactive = InteractionSupport.No,
        Out = new AnsiConsoleOutput(new StringWriter(_screen)),
    });
}
