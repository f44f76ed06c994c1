using System.Globalization;
using System.Runtime.CompilerServices;
using Cake.Core;
using Cake.Core.IO;

namespace Cake.CommandLine;

/// <summary>Appends what is set, and nothing for what is not.</summary>
public static class ArgumentExtensions
{
    /// <summary>A value as one argument, quoted where it has to be.</summary>
    public static ProcessArgumentBuilder AppendValue(this ProcessArgumentBuilder arguments, string value) =>
        value.Length == 0 || value.Any(character => char.IsWhiteSpace(character) || character == '"')
            ? arguments.AppendQuoted(value)
            : arguments.Append(value);

    /// <summary>Values as one argument each.</summary>
    public static ProcessArgumentBuilder AppendValues(this ProcessArgumentBuilder arguments, IEnumerable<string>? values)
    {
        foreach (var value in values ?? [])
        {
            arguments.AppendValue(value);
        }

        return arguments;
    }

    /// <summary>A value that the tool cannot do without.</summary>
    /// <exception cref="ArgumentException">It is null or empty; the message names it.</exception>
    public static ProcessArgumentBuilder AppendRequired(
        this ProcessArgumentBuilder arguments,
        string? value,
        [CallerArgumentExpression(nameof(value))] string? name = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(value, name);
        return arguments.AppendValue(value);
    }

    /// <summary>Values of which the tool needs one at least.</summary>
    /// <exception cref="ArgumentException">There is none; the message names them.</exception>
    public static ProcessArgumentBuilder AppendRequired(
        this ProcessArgumentBuilder arguments,
        IReadOnlyCollection<string>? values,
        [CallerArgumentExpression(nameof(values))] string? name = null) =>
        values is { Count: > 0 }
            ? arguments.AppendValues(values)
            : throw new ArgumentException("One at least has to be given.", name);

    /// <summary>A flag such as <c>--wait</c>.</summary>
    public static ProcessArgumentBuilder AppendFlag(this ProcessArgumentBuilder arguments, string flag, bool? isSet) =>
        isSet == true ? arguments.Append(flag) : arguments;

    /// <summary>An option with a value, such as <c>--output json</c>.</summary>
    public static ProcessArgumentBuilder AppendOption(this ProcessArgumentBuilder arguments, string option, string? value) =>
        string.IsNullOrEmpty(value) ? arguments : arguments.Append(option).AppendValue(value);

    /// <summary>An option with a number.</summary>
    public static ProcessArgumentBuilder AppendOption(this ProcessArgumentBuilder arguments, string option, int? value) =>
        arguments.AppendOption(option, value?.ToString(CultureInfo.InvariantCulture));

    /// <summary>An option that may be given more than once, such as <c>--label a=b --label c=d</c>.</summary>
    public static ProcessArgumentBuilder AppendOptions(this ProcessArgumentBuilder arguments, string option, IEnumerable<string>? values)
    {
        foreach (var value in values ?? [])
        {
            arguments.AppendOption(option, value);
        }

        return arguments;
    }
}
