using System.Text.RegularExpressions;
using GitOpsDemo.Build.Options;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Build.Tests.Documents;

/// <summary>What documents say is so: every command line is one that the build takes, every link leads somewhere.</summary>
public sealed class DocumentTests
{
    private static readonly Regex QuotedOption = new(@"`--(?<name>[a-z][a-z-]+)");

    /// <summary>Options of other programs, which stand in a command of theirs.</summary>
    private static readonly Regex ForeignOptions = new(@"(?<=`(helm|git|kubectl|docker|dotnet|promtool|npm|apt-get)\b[^`]*--)[a-z][a-z-]+");
    private static readonly Regex Link = new(@"\]\((?<target>(?!https?:|#|mailto:)[^)#\s]+)");

    /// <summary>A class, or a path that is not one of what a run makes.</summary>
    private static readonly Regex Named = new(@"`(?<name>[A-Z][A-Za-z]+|(?!artifacts/)[\w.]+(/[\w.]+)+)`");
    private static readonly Regex Declared = new(
        @"^(public |internal |sealed |static |abstract |partial |readonly )*"
        + @"(class|record|record struct|enum|interface|struct) (?<name>\w+)",
        RegexOptions.Multiline);
    private static readonly Regex Secrets = new(@"\b[A-Z]+(_[A-Z]+)+\b");

    private static readonly string[] Documents =
    [
        .. Directory.EnumerateFiles(Repository.Root, "*.md"),
        .. Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs"), "*.md", SearchOption.AllDirectories),
    ];

    public static TheoryData<WrittenCommand> Commands =>
        [.. Documents.SelectMany(file => WrittenCommand.In(Path.GetRelativePath(Repository.Root, file), File.ReadAllText(file)))];

    public static TheoryData<string> Pages => [.. Documents.Select(file => Path.GetRelativePath(Repository.Root, file))];

    [Theory]
    [MemberData(nameof(Commands))]
    public void A_command_line_of_a_document_is_one_that_the_build_takes(WrittenCommand command) =>
        Assert.NotEmpty(command.Parse().Targets);

    [Theory]
    [MemberData(nameof(Pages))]
    public void An_option_that_a_document_names_exists(string page)
    {
        var options = KnownOptions.All.Select(option => option.Name).ToHashSet();
        var foreign = ForeignOptions.Matches(Text(page)).Select(match => match.Value).ToHashSet();

        Assert.All(
            QuotedOption.Matches(Text(page)).Select(match => match.Groups["name"].Value).Where(name => !foreign.Contains(name)),
            name => Assert.Contains(name, options));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void A_link_leads_to_a_file_that_is_there(string page)
    {
        var folder = Path.GetDirectoryName(Path.Combine(Repository.Root, page))!;

        Assert.All(
            Link.Matches(Text(page)).Select(match => match.Groups["target"].Value),
            target => Assert.True(Path.Exists(Path.Combine(folder, target)), target));
    }

    [Fact]
    public void The_README_has_the_tasks_that_people_run_first_and_the_reference_every_secret()
    {
        var reference = Text("docs/reference.md");

        Assert.All(
            (string[])["Deploy", "Test", "Doctor", "Diff", "Status"],
            task => Assert.Contains($"--target={task}", Text("README.md"), StringComparison.Ordinal));
        var help = File.ReadAllText(Path.Combine(Repository.Root, "build", "Build", "Options", "Help.cs"));
        Assert.All(
            Secrets.Matches(help).Select(match => match.Value),
            secret => Assert.Contains(secret, reference, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("docs/architecture.md")]
    [InlineData("docs/security.md")]
    public void A_file_a_folder_or_a_class_that_a_table_names_is_there(string page)
    {
        string[] folders = ["", "build", "build/Build", "build/Delivery"];
        var classes = ((string[])["build", "src"])
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.cs", SearchOption.AllDirectories))
            .SelectMany(file => Declared.Matches(File.ReadAllText(file)))
            .Select(match => match.Groups["name"].Value)
            .ToHashSet();
        var named = File.ReadLines(Path.Combine(Repository.Root, page)).Where(line => line.StartsWith('|'))
            .SelectMany(line => Named.Matches(line)).Select(match => match.Groups["name"].Value).ToList();

        Assert.True(named.Count > 20);
        Assert.All(named, name => Assert.True(classes.Contains(name) || Array.Exists(folders, folder => IsIn(folder, name)), name));

        static bool IsIn(string folder, string name) => Path.Exists(Path.Combine(Repository.Root, folder, name));
    }

    private static string Text(string page) => File.ReadAllText(Path.Combine(Repository.Root, page));
}
