using Cake.Core;

namespace GitOpsDemo.Build.Output;

/// <summary>
/// Lines that are shown again and again: on a terminal in the place of the last ones, which stay at the end; elsewhere only when they have
/// changed.
/// </summary>
internal sealed class Screen(IConsole console, TerminalView view) : IDisposable
{
    private IReadOnlyList<string> _shown = [];

    public void Show(IReadOnlyList<string> lines)
    {
        if (view.IsShown)
        {
            view.Show(lines);
        }
        else if (!lines.SequenceEqual(_shown))
        {
            Write(lines);
        }

        _shown = lines;
    }

    public void Dispose()
    {
        if (view.IsShown)
        {
            Write(_shown);
        }
    }

    private void Write(IReadOnlyList<string> lines) => console.WriteLine("{0}", string.Join('\n', lines));
}
