using System.Text.RegularExpressions;
using GitOpsDemo.Build.Hosting;
using GitOpsDemo.Build.Options;
using GitOpsDemo.Build.Tasks;

namespace GitOpsDemo.Build.Tests.Documents;

/// <summary>A command line of this build as somebody wrote it into a document or a workflow.</summary>
/// <param name="Source">Where.</param>
/// <param name="Text">What.</param>
public sealed record WrittenCommand(string Source, string Text)
{
    // What the build itself says after "Next:" is a sentence.
    private static readonly Regex Command = new(@"(?<!Next: )(\./build\.sh|\.ci/deliver)(?<arguments>[^\n`]*)");
    private static readonly Regex Continuation = new(@" *\\\n\s*");
    private static readonly Regex Comment = new(@"(^|\s)#.*$");
    private static readonly Regex Placeholder = new(@"\$\w+|<[^>]+>|…");

    /// <summary>Every one in a text: in a block from the line's begin, elsewhere between backquotes.</summary>
    public static IEnumerable<WrittenCommand> In(string source, string text) =>
        Command.Matches(Continuation.Replace(text, " ")).Select(
            match => new WrittenCommand(source, match.Groups["arguments"].Value.Trim()));

    /// <summary>Lets the build read it.</summary>
    /// <exception cref="CommandLineException">It names an option, a value or a target that does not exist.</exception>
    internal CommandLine Parse() => CommandLine.Parse(
        CommandLineSplitter.Split(Comment.Replace(Text, "")).Select(Filled).ToList(), BuildTasks.Names);

    public override string ToString() => $"{Source}: {Text}";

    /// <summary>What a reader puts in the place of a variable or of <c>&lt;placeholder&gt;</c>: something that the option takes.</summary>
    private static string Filled(string argument)
    {
        var name = argument.Split('=')[0].TrimStart('-');
        if (name == KnownOptions.Settings.Name)
        {
            // A reader's own file, which documents tell how to make, is like the sample's.
            return $"--{name}=samples/hello/settings.json";
        }

        var value = KnownOptions.All.FirstOrDefault(option => option.Name == name) is { Allowed: [var first, ..] } ? first : "dev";
        return Placeholder.Replace(argument, value);
    }
}
