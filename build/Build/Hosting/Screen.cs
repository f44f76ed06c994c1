using Cake.Core;

namespace GitOpsDemo.Build.Hosting;

/// <summary>Lines that are shown again and again: on a terminal in the place of the last ones, elsewhere only when they have changed.</summary>
internal sealed class Screen(IConsole console)
{
    private IReadOnlyList<string> _shown = [];

    public void Show(IReadOnlyList<string> lines)
    {
        if (console.SupportAnsiEscapeCodes)
        {
            // A line that wraps would be more lines than are counted when the cursor goes back up.
            var width = Math.Max(1, Console.WindowWidth - 1);
            var back = _shown.Count > 0 ? $"\e[{_shown.Count}A\e[J" : "";
            console.WriteLine("{0}{1}", back, string.Join('\n', lines.Select(line => line.Length > width ? line[..width] : line)));
        }
        else if (!lines.SequenceEqual(_shown))
        {
            console.WriteLine("{0}", string.Join('\n', lines));
        }

        _shown = lines;
    }
}
