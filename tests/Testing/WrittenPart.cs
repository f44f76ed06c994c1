namespace GitOpsDemo.Testing;

/// <summary>A part of a document that is made from the code that it describes.</summary>
public static class WrittenPart
{
    /// <summary>Fails where a document has another text between two marks; <c>GITOPSDEMO_WRITE_DOCS=1</c> writes it there.</summary>
    public static void Require(string document, string begin, string end, string text)
    {
        var file = Path.Combine(Repository.Root, "docs", document);
        var page = File.ReadAllText(file);
        var (from, to) = (page.IndexOf(begin, StringComparison.Ordinal) + begin.Length, page.IndexOf(end, StringComparison.Ordinal));
        if (Environment.GetEnvironmentVariable("GITOPSDEMO_WRITE_DOCS") is "1")
        {
            File.WriteAllText(file, page[..from] + text + page[to..]);
            return;
        }

        Assert.Equal(text, page[from..to]);
    }
}
