using GitOpsDemo.Delivery.Files;

namespace GitOpsDemo.Build.Tasks.Code;

/// <summary>The inputs with which something last succeeded, kept in a file, beside those of now.</summary>
/// <param name="File">The file.</param>
/// <param name="Inputs">The digest of the inputs as they are now.</param>
/// <param name="IsAskedFor">Whether it was asked for by name: then it is never fresh.</param>
internal sealed record FreshnessStamp(string File, string Inputs, bool IsAskedFor)
{
    /// <summary>Whether it last succeeded with these inputs.</summary>
    public bool IsFresh => !IsAskedFor && System.IO.File.Exists(File) && System.IO.File.ReadAllText(File) == Inputs;

    /// <summary>Before it is run: a run that dies leaves nothing that is taken for a success.</summary>
    public void Forget()
    {
        if (System.IO.File.Exists(File))
        {
            System.IO.File.Delete(File);
        }
    }

    /// <summary>After it has succeeded.</summary>
    public void Keep() => AtomicFile.WriteAllText(File, Inputs);
}
