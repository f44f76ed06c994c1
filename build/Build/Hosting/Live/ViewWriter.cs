using System.Text;

namespace GitOpsDemo.Build.Hosting.Live;

/// <summary>Writes through the view.</summary>
internal sealed class ViewWriter(LiveView view) : TextWriter
{
    /// <inheritdoc/>
    public override Encoding Encoding => Encoding.UTF8;

    /// <inheritdoc/>
    public override void Write(char value) => Write(value.ToString());

    /// <inheritdoc/>
    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    /// <inheritdoc/>
    public override void Write(string? value) => view.Write(value ?? "", isError: false);
}
