"""Portable proof: a signed credential of a standing (SD-JWT VC) that its holder shows as little of as is asked for.

The formats are RFC 9901 (SD-JWT), the drafts SD-JWT VC and Token Status List, and JOSE (RFC 7515, 7517, 7638) with ES256.
"""
