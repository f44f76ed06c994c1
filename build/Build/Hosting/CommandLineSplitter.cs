using System.Text;

namespace GitOpsDemo.Build.Hosting;

/// <summary>Splits a rendered argument string the way the .NET runtime does for <c>ProcessStartInfo.Arguments</c>: blanks part, double quotes hold together, a backslash escapes a quote.</summary>
internal static class CommandLineSplitter
{
    public static IReadOnlyList<string> Split(string text)
    {
        var arguments = new List<string>();
        var argument = new StringBuilder();
        var (isQuoted, isOpen) = (false, false);
        for (var i = 0; i < text.Length; i++)
        {
            var backslashes = 0;
            while (i < text.Length && text[i] == '\\')
            {
                backslashes++;
                i++;
            }

            var beforeQuote = i < text.Length && text[i] == '"';
            argument.Append('\\', beforeQuote ? backslashes / 2 : backslashes);
            isOpen |= backslashes > 0;
            if (i == text.Length)
            {
                break;
            }

            if (beforeQuote && backslashes % 2 == 0)
            {
                (isQuoted, isOpen) = (!isQuoted, true);
            }
            else if (char.IsWhiteSpace(text[i]) && !isQuoted)
            {
                Close();
            }
            else
            {
                argument.Append(text[i]);
                isOpen = true;
            }
        }

        Close();
        return arguments;

        void Close()
        {
            if (isOpen)
            {
                arguments.Add(argument.ToString());
            }

            argument.Clear();
            isOpen = false;
        }
    }
}
