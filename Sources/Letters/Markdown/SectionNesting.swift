/// Turns opening and closing tags among siblings into section nodes, and moves sections outwards so
/// that a section that is left out leaves nothing behind: no empty paragraph, list or item.
struct SectionNesting {
  private let tags: [TemplateTag]
  /// Tags whose section begins and ends at different levels of the document.
  private(set) var crossed: [Int] = []

  init(tags: [TemplateTag]) { self.tags = tags }

  mutating func nest(_ node: MarkdownNode) -> MarkdownNode {
    var out = node
    out.children = settled(siblings(node.children.map { nest($0) }))
    return out
  }

  private func settled(_ nodes: [MarkdownNode]) -> [MarkdownNode] {
    mergeButtons(mergeLists(nodes.map(outward)))
  }

  private mutating func siblings(_ nodes: [MarkdownNode]) -> [MarkdownNode] {
    var out: [MarkdownNode] = []
    var places: [Int: Int] = [:]
    for (place, node) in nodes.enumerated() {
      if case .tag(let tag) = node.kind { places[tag] = place }
    }
    var index = 0
    while index < nodes.count {
      guard case .tag(let tag) = nodes[index].kind else {
        out.append(nodes[index])
        index += 1
        continue
      }
      switch tags[tag].kind {
      case .slot:
        out.append(nodes[index])
        index += 1
      case .close:
        // Reported with its opening tag, which is at another level.
        index += 1
      case .open:
        guard let end = places[tags[tag].partner], end > index else {
          crossed.append(tag)
          index += 1
          continue
        }
        let inner = settled(siblings(Array(nodes[index + 1..<end])))
        out.append(MarkdownNode(.section(tag), inner))
        index = end + 1
      }
    }
    return out
  }

  /// A paragraph, item or list that is one section becomes a section that holds it.
  private func outward(_ node: MarkdownNode) -> MarkdownNode {
    switch node.kind {
    case .paragraph, .item:
      guard node.children.count == 1, let only = node.children.first, only.sectionTag != nil else {
        return node
      }
      return MarkdownNode(only.kind, [outward(MarkdownNode(node.kind, only.children))])
    case .section:
      // The other way round for a list: its frame stays, so that items repeat inside one list.
      guard node.children.count == 1, let list = node.children.first, list.isList else {
        return node
      }
      return MarkdownNode(list.kind, [MarkdownNode(node.kind, list.children)])
    default: return node
    }
  }

  /// Lists that only a section tag kept apart are one list.
  private func mergeLists(_ nodes: [MarkdownNode]) -> [MarkdownNode] {
    var out: [MarkdownNode] = []
    for node in nodes {
      // No copy of the list before may be held while it grows.
      if case .list(let a, _, _)? = out.last?.kind, case .list(let b, _, _) = node.kind, a == b {
        out[out.count - 1].children += node.children
      } else {
        out.append(node)
      }
    }
    return out
  }

  /// Paragraphs of nothing but buttons that follow each other become one row of buttons.
  private func mergeButtons(_ nodes: [MarkdownNode]) -> [MarkdownNode] {
    var out: [MarkdownNode] = []
    var followsButtons = false
    for node in nodes {
      let isButtons = isButtonRow(node)
      if isButtons, followsButtons {
        out[out.count - 1].children.append(MarkdownNode(.softBreak))
        out[out.count - 1].children += node.children
      } else {
        out.append(node)
      }
      followsButtons = isButtons
    }
    return out
  }

  private func isButtonRow(_ node: MarkdownNode) -> Bool {
    node.kind == .paragraph && !node.children.isEmpty
      && node.children.allSatisfy { $0.isButton || $0.kind == .softBreak }
  }
}
