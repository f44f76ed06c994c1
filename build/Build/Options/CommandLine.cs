using GitOpsDemo.Build.Settings;
using GitOpsDemo.Delivery;

namespace GitOpsDemo.Build.Options;

/// <summary>
/// A command line that has been checked against the table of options, the settings file and the list of tasks, before any task runs.
/// </summary>
internal sealed class CommandLine
{
    private readonly Dictionary<Option, List<string>> _values = [];

    private CommandLine(BuildSettings settings) => Settings = settings;

    /// <summary>The value of <c>--kube-context</c> that means the lab, whatever the settings file says.</summary>
    public const string NoContext = "none";

    /// <summary>What the settings file says that it names, or the one that is read otherwise.</summary>
    public BuildSettings Settings { get; }

    public bool AsksForHelp { get; private init; }

    /// <summary>The arguments as the host is to read them: each <c>--name=value</c>.</summary>
    public IEnumerable<string> Arguments =>
        _values.SelectMany(pair => pair.Value.Select(value => pair.Key.IsFlag ? $"--{pair.Key.Name}" : $"--{pair.Key.Name}={value}"));

    /// <summary>The targets, in the order they were given; <c>Default</c> when none was.</summary>
    public IReadOnlyList<string> Targets { get; private set; } = [];

    /// <summary>Whether the help is to show every option.</summary>
    public bool AsksForAllOptions { get; private init; }

    /// <summary>
    /// The value of an option, from the command line or else from what the settings file says of the place; null when neither has it.
    /// </summary>
    public string? this[Option option] => Given(option) ?? OfPlace(option);

    /// <summary>The environment whose place is meant: where something is deployed to.</summary>
    private string Place => (Targets.Contains("Promote")
        ? Given(KnownOptions.To) ?? Settings.After(Given(KnownOptions.From)?.ToLowerInvariant() ?? "")
        : Given(KnownOptions.Environment))?.ToLowerInvariant() ?? Settings.Environments[0];

    /// <summary>What a value was given by, as a person knows it: the option, or else the key of the settings file.</summary>
    public string SourceOf(Option option) => IsTyped(option)
        ? $"--{option.Name}"
        : $"{Settings.Places.PathOf(Place, option.Setting!)} in {Settings.File}";

    /// <summary>Whether an option stands on the command line.</summary>
    public bool IsTyped(Option option) => Given(option) is not null;

    private string? OfPlace(Option option) =>
        option.Setting is { } key && Given(PlaceOptions.KubeContext) != NoContext ? Settings.Places.Of(Place, key) : null;

    /// <summary>The value of an option; when it was not given, its default by the settings file.</summary>
    public string ValueOf(Option option) => this[option] ?? option.With(Settings).Default;

    /// <summary>Every value of an option that may be given several times, in their order.</summary>
    public IReadOnlyList<string> All(Option option) => _values.GetValueOrDefault(option) ?? [];

    public bool Has(Option option) => _values.ContainsKey(option);

    /// <summary>Reads <c>--name=value</c>, <c>--name value</c> and <c>--flag</c>.</summary>
    /// <param name="tasks">The names of the tasks.</param>
    /// <param name="reader">Reads the settings file, by which some values are judged.</param>
    /// <exception cref="CommandLineException">
    /// Something is wrong with it or with the settings file; the message names it and the nearest valid one.
    /// </exception>
    public static CommandLine Parse(IReadOnlyList<string> arguments, IReadOnlyList<string> tasks, SettingsReader reader)
    {
        var given = Read(arguments).ToList();
        var line = new CommandLine(reader.Read(FileIn(given)))
        {
            AsksForHelp = given.Exists(argument => argument.Option == KnownOptions.Help),
            AsksForAllOptions = given.Exists(argument => argument is { Option: var option, Value: "all" } && option == KnownOptions.Help),
        };
        foreach (var (option, value) in given)
        {
            line.Add(option, option == KnownOptions.Help && value is "all" ? null : value);
        }

        line.Targets = line._values.TryGetValue(KnownOptions.Target, out var targets) ? targets.ConvertAll(
            target => TaskNamed(target, tasks)) : ["Default"];
        if (!line.AsksForHelp)
        {
            line.RequireMeaning();
        }

        return line;
    }

    /// <summary>Refuses options that no target takes notice of: something else was meant than what would be done.</summary>
    private void RequireMeaning()
    {
        foreach (var option in _values.Keys)
        {
            if (option.ProblemWith(Targets) is { } problem)
            {
                throw new CommandLineException($"--{option.Name} means nothing to {string.Join(", ", Targets)}: {problem}.");
            }
        }
    }

    private string? Given(Option option) => _values.TryGetValue(option, out var values) ? values[^1] : null;

    private static IEnumerable<(Option Option, string? Value)> Read(IReadOnlyList<string> arguments)
    {
        for (var i = 0; i < arguments.Count; i++)
        {
            var (name, value) = Split(arguments[i]);
            var option = Find(name is "-h" or "-?" ? "--help" : name, arguments[i]);

            // A value that begins with a dash must be joined by '=': `--timeout --dryrun` is a forgotten value.
            value ??= !option.IsFlag && i + 1 < arguments.Count && !arguments[i + 1].StartsWith('-') ? arguments[++i] : null;
            yield return (option, value);
        }
    }

    private static (string Name, string? Value) Split(string argument)
    {
        var equals = argument.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 ? (argument, null) : (argument[..equals], argument[(equals + 1)..]);
    }

    private static Option Find(string name, string argument)
    {
        if (!name.StartsWith("--", StringComparison.Ordinal))
        {
            throw new CommandLineException(
                $"'{Untrusted.Shown(argument)}' is not an option. Options look like --target=Deploy; --help lists them.");
        }

        return KnownOptions.All.FirstOrDefault(option => option.Name.Equals(name[2..], StringComparison.OrdinalIgnoreCase))
            ?? throw new CommandLineException(
                $"unknown option '{Untrusted.Shown(name)}'{Nearest.Hint(name[2..], KnownOptions.All.Select(option => option.Name))} "
                + "--help lists them all.");
    }

    private static string TaskNamed(string target, IReadOnlyList<string> tasks) =>
        tasks.FirstOrDefault(task => task.Equals(target, StringComparison.OrdinalIgnoreCase))
        ?? throw new CommandLineException($"unknown target '{target}'{Nearest.Hint(target, tasks)} --description lists them all.");

    /// <summary>The settings file that is named, which must be known before other values can be judged.</summary>
    private static string? FileIn(IEnumerable<(Option Option, string? Value)> given)
    {
        var (option, value) = given.FirstOrDefault(argument => argument.Option == KnownOptions.Settings);
        return option is null ? null : Checked(option, value);
    }

    private static string Checked(Option option, string? value)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            throw new CommandLineException($"--{option.Name} needs a value: {option.Meaning}");
        }

        return option.ProblemWith(value) is { } problem ? throw new CommandLineException(
            $"--{option.Name}: {Nearest.Sentence(problem)}") : value;
    }

    private void Add(Option option, string? value)
    {
        if (option.IsFlag)
        {
            AddFlag(option, value);
        }
        else
        {
            AddValue(option, Checked(option.With(Settings), value));
        }
    }

    private void AddFlag(Option option, string? value)
    {
        if (value is null or "true")
        {
            _values[option] = ["true"];
        }
        else if (value is not "false")
        {
            throw new CommandLineException($"--{option.Name} takes no value, but was given '{Untrusted.Shown(value)}'.");
        }
    }

    private void AddValue(Option option, string value)
    {
        if (!_values.TryGetValue(option, out var values))
        {
            _values.Add(option, [value]);
        }
        else if (option.IsRepeatable)
        {
            values.Add(value);
        }
        else
        {
            throw new CommandLineException($"--{option.Name} is given twice: give it once.");
        }
    }
}

/// <summary>The command line is wrong: exit code 2.</summary>
internal sealed class CommandLineException(string message) : Exception(message);

/// <summary>What holds for every value that a person gives the build, whatever it means.</summary>
internal static class PlainValue
{
    private const int Longest = 1_000;

    /// <summary>Says what is wrong with a value; null when nothing is.</summary>
    public static string? ProblemOf(string value) =>
        value.Length > Longest ? $"a value has at most {Longest} characters, this one has {value.Length}"
        : !Untrusted.IsPlain(value) ? "a value has no control characters, and is UTF-8"
        // To a program that gets it, it would be an option.
        : value.StartsWith('-') ? $"a value does not begin with a dash, as '{value}' does"
        : null;
}
