using GitOpsDemo.Delivery;

namespace GitOpsDemo.Build.Tasks.Code;

/// <summary>
/// The folder for temporary files of one run of all tests, in which nothing may be left. It lies outside of the checkout: real programs look for a
/// repository in the folders above them.
/// </summary>
internal sealed class TestTemporaryFolder : IDisposable
{
    private const int MostNames = 10;

    public string Path { get; } = Directory.CreateTempSubdirectory("gitops-demo-tests-").FullName;

    /// <exception cref="DeliveryException">A test left something in it.</exception>
    public void RequireEmpty()
    {
        var left = Directory.EnumerateFileSystemEntries(Path).Select(System.IO.Path.GetFileName).Order(StringComparer.Ordinal).ToList();
        if (left.Count > 0)
        {
            throw new DeliveryException(
                "the tests left files behind",
                $"in the folder for temporary files: {string.Join(", ", left.Take(MostNames))}{(left.Count > MostNames ? $" and {left.Count - MostNames} more" : "")}",
                "let the test that makes them remove them");
        }
    }

    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Something still writes into it; the system removes temporary files in time.
        }
    }
}
