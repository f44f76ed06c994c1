using System.Text.Json;

namespace GitOpsDemo.Delivery.Tools;

/// <summary>Names of tools for people and files.</summary>
public static class ToolNames
{
    /// <summary>The program's usual name, such as <c>docker-registry</c>.</summary>
    public static string Name(this Tool tool) => JsonNamingPolicy.KebabCaseLower.ConvertName(tool.ToString());
}
