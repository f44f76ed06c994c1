using System.Globalization;
using Cake.CommandLine;
using Cake.Core.IO;

namespace Cake.Helm;

/// <summary>Times as helm reads them.</summary>
internal static class TimeArguments
{
    /// <summary>An option with a time, in whole seconds, such as <c>--timeout 300s</c>.</summary>
    public static ProcessArgumentBuilder AppendOption(this ProcessArgumentBuilder arguments, string option, TimeSpan? value) =>
        arguments.AppendOption(option, value?.TotalSeconds.ToString("0's'", CultureInfo.InvariantCulture));
}
