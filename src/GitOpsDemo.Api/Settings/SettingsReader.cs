using System.Globalization;

namespace GitOpsDemo.Api.Settings;

/// <summary>Reads settings, and gathers what is wrong with them, so that one start names all of it.</summary>
internal sealed class SettingsReader(IConfiguration configuration)
{
    private readonly List<string> _errors = [];
    private readonly List<string> _known = [];

    public bool Flag(string key, bool fallback) =>
        Read(key, fallback, "true or false", text => bool.TryParse(text, out var flag) ? flag : null);

    /// <summary>A length of time that is configured as a number of seconds.</summary>
    public TimeSpan Seconds(string key, int fallback, int least, int most) =>
        TimeSpan.FromSeconds(Number(key, fallback, least, most, "seconds"));

    /// <summary>Checks each level below <c>Logging:LogLevel</c>; the framework itself reads them.</summary>
    public void CheckLogLevels()
    {
        foreach (var level in configuration.GetSection("Logging:LogLevel").GetChildren())
        {
            Read(level.Path, LogLevel.None, string.Join(", ", Enum.GetNames<LogLevel>()), text =>
                Enum.TryParse<LogLevel>(text, ignoreCase: true, out var value) && Enum.IsDefined(value) ? value : null);
        }
    }

    /// <summary>Checks a list of ports that the framework reads.</summary>
    public void CheckPorts(string key)
    {
        foreach (var port in (configuration[key] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!(ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0))
            {
                Refuse(key, port, "ports from 1 to 65535, separated by semicolons");
            }
        }
    }

    /// <summary>Refuses keys of a section that nothing has read: most often they are misspelt.</summary>
    public void CheckNothingElseIn(string section)
    {
        var known = _known.Where(key => key.StartsWith(section + ":", StringComparison.OrdinalIgnoreCase)).ToList();
        foreach (var child in configuration.GetSection(section).GetChildren())
        {
            if (!known.Contains(child.Path, StringComparer.OrdinalIgnoreCase))
            {
                _errors.Add($"{child.Path} is not a setting. Allowed: {string.Join(", ", known)}.");
            }
        }
    }

    /// <exception cref="ConfigurationException">Something that was read is wrong.</exception>
    public void ThrowIfWrong()
    {
        if (_errors.Count > 0)
        {
            throw new ConfigurationException(_errors);
        }
    }

    private int Number(string key, int fallback, int least, int most, string unit) =>
        Read(key, fallback, $"a whole number of {unit} from {least} to {most}", text =>
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
                ? number
                : null);

    private T Read<T>(string key, T fallback, string allowed, Func<string, T?> parse)
        where T : struct
    {
        _known.Add(key);
        var text = configuration[key];
        if (text is null)
        {
            return fallback;
        }

        if (parse(text) is { } value)
        {
            return value;
        }

        Refuse(key, text, allowed);
        return fallback;
    }

    private void Refuse(string key, string text, string allowed) => _errors.Add($"{key} is '{text}'. Allowed: {allowed}.");
}
