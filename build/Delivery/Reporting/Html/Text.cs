using System.Net;

namespace GitOpsDemo.Delivery.Reporting.Html;

/// <summary>Text in HTML: what came from elsewhere is shown, and never read as markup.</summary>
internal static class Text
{
    /// <summary>Text or the value of an attribute.</summary>
    public static string Escaped(string text) => WebUtility.HtmlEncode(text);

    /// <summary>Text that is a link where it is an http(s) address.</summary>
    public static string Linked(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            ? $"""<a href="{Escaped(url.AbsoluteUri)}">{Escaped(text)}</a>"""
            : Escaped(text);
}
